/** The blocks of services in the Compose files, which have no loop. A service that differs in more than its name has a hand-written entry `x-NAME`. */
import { isMap, parseDocument } from "yaml";
import type { ListedService } from "./listed-service.ts";
import type { BlockFile } from "./written-blocks.ts";

/** The files of a shop in containers, with their blocks. */
export const composeFiles: readonly BlockFile[] = [
  {
    file: "docker-compose.yml",
    blocks: (services, text) => ({
      services: paragraphs(services, (service) => shopService(service, anchorIn(text, service.name, "service"))),
      "services before the router": lines(services, ({ name }) => `${name}:\n  condition: service_healthy`),
      "data of services": lines(services, ({ name }) => `- ${name}-data:/data/${name}`),
      "volumes of services": lines(services, ({ name }) => `${name}-data:`),
    }),
  },
  {
    file: "docker-compose.override.yml",
    blocks: (services, text) => ({
      "keys of services": lines(services, ({ name }) => `- ${name}-keys:/keys/${name}`),
      "data of services": lines(services, ({ name }) => `- ${name}-data:/data/${name}`),
      services: paragraphs(services, ({ name }) => demoService(name, anchorIn(text, name, "demo"))),
      "volumes of services": lines(services, ({ name }) => `${name}-keys:`),
    }),
  },
  {
    file: "docker-compose.production.yml",
    blocks: (services, text) => ({
      services: paragraphs(services, (service) => productionService(service, anchorIn(text, service.name, "required"))),
    }),
  },
  {
    file: "docs/owners/deployment/compose.yml",
    blocks: (services) => ({
      "addresses of services": `HANSA_SERVICES: >-\n${indented(lines([...services, { name: "router", offset: 0 }], bothAddresses))}`,
      services: paragraphs(services, twoInstances),
    }),
  },
];

/** The anchor of the service's own entry in the file, or that of the entry that all others share. */
function anchorIn(text: string, name: string, shared: string): string {
  const { contents } = parseDocument(text);
  return isMap(contents) && contents.has(`x-${name}`) ? name : shared;
}

function shopService({ name, offset }: ListedService, anchor: string): string {
  const isReady = `fetch('http://127.0.0.1:${4010 + offset}/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return `${name}:
  <<: *${anchor}
  build:
    context: .
    target: service
    args:
      <<: *build
      SERVICE: ${name}
  volumes:
    - ${name}-data:/data/${name}
  healthcheck:
    <<: *health
    test: ["CMD", "node", "-e", "${isReady}"]`;
}

function demoService(name: string, anchor: string): string {
  return `${name}:
  <<: *${anchor}
  volumes:
    - ${name}-keys:/keys:ro`;
}

function productionService(service: ListedService, anchor: string): string {
  const { name, hasTemplates } = service;
  return `${name}:
  volumes:
${indented(indented(mounts(service)))}
  environment:
    <<: *${anchor}${hasTemplates ? "\n    HANSA_TEMPLATES: /templates" : ""}`;
}

function twoInstances(service: ListedService): string {
  const { name, hasTemplates } = service;
  const environment = hasTemplates ? "\n    <<: *instances\n    HANSA_TEMPLATES: /templates" : " *instances";
  return `${name}:
  environment: *instances

${name}-2:
  extends:
    file: docker-compose.yml
    service: ${name}
  volumes:
${indented(indented(mounts(service)))}
  environment:${environment}`;
}

/** The folder of its keys, and that of the owner's templates. */
function mounts({ name, hasTemplates }: ListedService): string {
  const templates = `\n- \${HANSA_TEMPLATES:-./templates}:/templates:ro`;
  return `- type: bind
  source: \${HANSA_KEYS_FOLDER:-./keys}/${name}
  target: /keys
  read_only: true
  bind:
    create_host_path: false${hasTemplates ? templates : ""}`;
}

function bothAddresses({ name, offset }: { name: string; offset: number }): string {
  return `${name}=http://${name}:${4000 + offset},http://${name}-2:${4000 + offset}`;
}

function lines<Each>(all: readonly Each[], line: (each: Each) => string): string {
  return all.map(line).join("\n");
}

function paragraphs<Each>(all: readonly Each[], paragraph: (each: Each) => string): string {
  return all.map(paragraph).join("\n\n");
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
