/** The blocks of services in the files of Prometheus: the internal port of each, by which its metrics are read. */
import type { ListedService } from "./listed-service.ts";
import type { BlockFile } from "./written-blocks.ts";

/** The targets on the machine of `npm start`, and those of both instances in containers. */
export const monitoringFiles: readonly BlockFile[] = [
  targetsOf("docs/owners/monitoring/prometheus.yml", () => "127.0.0.1"),
  targetsOf("docs/owners/monitoring/targets.yml", (name) => name),
  targetsOf("docs/owners/deployment/targets.yml", (name) => `${name}-2`),
];

function targetsOf(file: string, hostOf: (name: string) => string): BlockFile {
  const target = ({ name, offset }: ListedService) =>
    `- { targets: ["${hostOf(name)}:${4010 + offset}"], labels: { process: ${name} } }`;
  return { file, blocks: (services) => ({ "targets of services": services.map(target).join("\n") }) };
}
