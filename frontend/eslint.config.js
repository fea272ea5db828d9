import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Imports flow one way: lib, api → components → features/<x> → app. */
const layer = (files, forbidden) => ({
  files: [files],
  ignores: ["**/*.test.{ts,tsx}"],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: [{ regex: forbidden, message: "Imports flow lib, api → components → features → app." }] },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist", "coverage", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["src/**/*.{ts,tsx}"] })),
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    languageOptions: { globals: globals.browser, parserOptions: { projectService: true } },
    rules: {
      ...hooks.configs.recommended.rules,
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-restricted-globals": ["error", "localStorage", "sessionStorage"],
    },
  },
  layer("src/lib/**", "/(api|components|features|app)/"),
  layer("src/api/**", "/(components|features|app)/"),
  layer("src/components/**", "/(features|app)/"),
  layer("src/features/**", "^(\\.\\./)+(app|sign-in|membership|details|payments)/"),
  { files: ["*.js", "scripts/**"], languageOptions: { globals: globals.node } },
);
