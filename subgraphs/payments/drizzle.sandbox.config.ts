/** The same for the sandbox provider, which keeps books of its own: drizzle-kit generate --config drizzle.sandbox.config.ts. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: "./src/store/sandbox/tables.ts",
  out: "./migrations/sandbox",
});
