import "./styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApp } from "./app/app";
import { takeSignInLink } from "./features/sign-in/link";

takeSignInLink(); // before anything else can see the address

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");
const { App } = createApp();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
