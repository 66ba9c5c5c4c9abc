/** Where drizzle-kit finds the tables, and where it writes the migrations that it makes of them. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: "./src/store/**/tables.ts",
  out: "./migrations",
});
