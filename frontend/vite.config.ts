import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env.COGENTO_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: Object.fromEntries(["/auth", "/stripe", "/postgres", "/schema"].map((path) => [path, api])),
  },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    env: { TZ: "Europe/London" },
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
