// Usage: npm run generate-api [-- openapi.yaml]. Writes src/api/schema.d.ts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const source = process.argv[2] ?? "openapi.yaml";
const command = fileURLToPath(new URL("../node_modules/openapi-typescript/bin/cli.js", import.meta.url));
const run = spawnSync(process.execPath, [command, source, "--output", "src/api/schema.d.ts"], { stdio: "inherit" });
process.exit(run.status ?? 1);
