/** The blocks of services in programs that run several of them: the imports, which cannot be a loop. */
import type { ListedService } from "./listed-service.ts";
import type { BlockFile } from "./written-blocks.ts";

export const programFiles: readonly BlockFile[] = [
  {
    file: "cli/host/defined-services.ts",
    blocks: (services) => {
      const names = services.flatMap(({ name, audit }) => (audit === "invariants" ? [name] : []));
      return {
        "imports of services": [...names].sort().map(importOf).join("\n"),
        services: names.map((name) => `${name},`).join("\n"),
        "opening of services": names.map((name) => `${name}: await open("${name}", ${name}),`).join("\n"),
      };
    },
  },
];

function importOf(name: ListedService["name"]): string {
  return `import { ${name} } from "../../subgraphs/${name}/src/server.ts";`;
}
