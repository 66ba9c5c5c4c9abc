/** The files that a service is added to: the list of services, from which the others follow, and the lock file. */
import type { SharedFile } from "./shared-file.ts";
import { lockFile } from "./workspace.ts";

const endOfList = "\n]);\n";

const serviceList: SharedFile = {
  file: "packages/contracts/src/services.mjs",
  add: (text, { name, offset }) => {
    if (!text.includes(endOfList)) throw new Error("the end of the list of services was not found.");
    const entry = `
  {
    name: "${name}",
    offset: ${offset},
    owns: ["entries"],
    stores: { "${name}.db": "subgraphs/${name}/migrations" },
    personalData: "its tables hold nothing about people",
    audit: "no rule relates its rows to those of another service",
  },`;
    return text.replace(endOfList, entry + endOfList);
  },
  remove: (text, name) => text.replace(new RegExp(`^ {2}\\{\\n {4}name: "${name}",\\n[^}]*\\}[^}]*\\},\\n`, "m"), ""),
};

export const sharedFiles: readonly SharedFile[] = [serviceList, lockFile];
