import { createTheme } from "@mui/material/styles";

/** Deep green on warm paper; the dark scheme follows the reader's system by media query, without a script. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: "media" },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: "#1f5a44", light: "#3d7a62", dark: "#143d2e", contrastText: "#ffffff" },
        secondary: { main: "#8a4b21", contrastText: "#ffffff" },
        success: { main: "#2a6b3f" },
        warning: { main: "#8a5300" },
        error: { main: "#a8321f" },
        info: { main: "#2d5f73" },
        background: { default: "#f6f4ee", paper: "#fffefb" },
        text: { primary: "#1c241f", secondary: "#55605a" },
        divider: "#e2ded2",
      },
    },
    dark: {
      palette: {
        primary: { main: "#8ccfae", light: "#b2e3cb", dark: "#5aa584", contrastText: "#0b2018" },
        secondary: { main: "#e3b07f", contrastText: "#2b1607" },
        success: { main: "#8fd3a0" },
        warning: { main: "#efc070" },
        error: { main: "#f2a093" },
        info: { main: "#93c6da" },
        background: { default: "#101512", paper: "#19201c" },
        text: { primary: "#e8ece8", secondary: "#a9b5ae" },
        divider: "#2f3934",
      },
    },
  },
  shape: { borderRadius: 12 },
  typography: {
    fontFamily: '"Figtree Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
    h1: { fontSize: "clamp(1.625rem, 1.3rem + 1.4vw, 2.125rem)", fontWeight: 700, letterSpacing: "-0.02em", lineHeight: 1.2 },
    h2: { fontSize: "1.25rem", fontWeight: 650, letterSpacing: "-0.01em", lineHeight: 1.3 },
    h3: { fontSize: "1.0625rem", fontWeight: 650, lineHeight: 1.35 },
    body1: { lineHeight: 1.55 },
    button: { textTransform: "none", fontWeight: 600, letterSpacing: 0 },
  },
  components: {
    MuiCard: {
      defaultProps: { variant: "outlined" },
      styleOverrides: { root: { borderRadius: 20 } },
    },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: { root: { borderRadius: 999, minHeight: 44, paddingInline: 20 } },
    },
    MuiChip: { styleOverrides: { root: { fontWeight: 600 } } },
    MuiAlert: { styleOverrides: { root: { borderRadius: 16 } } },
    MuiLink: { defaultProps: { underline: "always" } },
    MuiTab: { styleOverrides: { root: { minHeight: 48, fontSize: "0.95rem" } } },
  },
});
