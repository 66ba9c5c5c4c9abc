/** Configuration of drizzle-kit: the tables, and the folder of the generated migrations. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./src/store/tables.ts", out: "./migrations" });
