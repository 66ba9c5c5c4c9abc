/** Generates the types of the operations. `HANSA_SCHEMA` is the place of the schema: a folder, or the address of a shop in development. */
import { codegenOf } from "@hansa/front/build";

export default await codegenOf(import.meta.dirname, process.env.HANSA_SCHEMA ?? "../../router/client");
