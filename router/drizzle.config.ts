/** Configuration of drizzle-kit: the files of the tables and the folder of the migrations. */
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./src/control/store/tables.ts", out: "./migrations" });
