/** The face of the build: what Vite needs for a front end that is written against React and shipped as Preact. */
export { alias } from "./alias.ts";
export { codegenOf } from "./codegen.ts";
export { compressedFiles } from "./compressed-files.ts";
export { inlineDocuments } from "./documents.ts";
export { inlineTexts } from "./texts.ts";
