/** Generates the types of the operations. `HANSA_SCHEMA` is the place of the schema: a folder, or the address of a shop in development. */
import { codegenOf } from "@hansa/front/build";

const config = await codegenOf(import.meta.dirname, process.env.HANSA_SCHEMA ?? "../../router/client", "public");

/** The schema: a file, or an address. */
export const { schema } = config;

export default config;
