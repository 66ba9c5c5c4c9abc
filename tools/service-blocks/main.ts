/** Writes the blocks that name every service into the files that cannot read the list of services: `npm run codegen`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { services } from "../../packages/contracts/src/services.mjs";
import { blockFiles } from "./block-files.ts";
import { readListedServices } from "./listed-service.ts";
import { withBlocks } from "./written-blocks.ts";

const listed = readListedServices(services, (folder) => existsSync(path.join(root, folder)));
const texts = blockFiles.map((blockFile) => {
  const file = path.join(root, blockFile.file);
  return { file, text: withBlocks(blockFile, readFileSync(file, "utf8"), listed) };
});
for (const { file, text } of texts) writeFileSync(file, text);
