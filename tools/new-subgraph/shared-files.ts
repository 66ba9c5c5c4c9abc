/** Edits the shared files that name every service, when a service is added or removed. */
import type { SharedFile } from "./shared-file.ts";
import { lockFile } from "./workspace.ts";

const serviceList: SharedFile = {
  file: "packages/contracts/src/services.mjs",
  add: (text, { name, offset }) =>
    insertBefore(
      text,
      /^\]\);$/m,
      `  {
    name: "${name}",
    offset: ${offset},
    stores: { "${name}.db": "subgraphs/${name}/migrations" },
    personalData: "its tables hold nothing about people",
    audit: "no rule relates its rows to those of another service",
  },
`,
    ),
  remove: (text, name) => without(text, new RegExp(`^ {2}\\{\\n {4}name: "${name}",\\n[^}]*\\}[^}]*\\},\\n`, "m")),
};

const compose: SharedFile = {
  file: "docker-compose.yml",
  add: (text, { name, offset }) => {
    const edits: [RegExp, string][] = [
      [/^ {6}\w+:\n {8}condition: service_healthy$/gm, `      ${name}:\n        condition: service_healthy`],
      [/^ {6}- (?!router)\w+-data:\/data\/\w+$/gm, `      - ${name}-data:/data/${name}`],
      [/^ {2}(?!router)\w+-data:$/gm, `  ${name}-data:`],
    ];
    const edited = edits.reduce((before, [pattern, line]) => insertAfterLast(before, pattern, line), text);
    return insertBefore(edited, /^ {2}router:$/m, composeService(name, 4010 + offset));
  },
  remove: (text, name) =>
    [
      new RegExp(`^ {6}${name}:\\n {8}condition: service_healthy\\n`, "m"),
      new RegExp(`^ {2}${name}-data:\\n`, "m"),
      new RegExp(`^ {2}${name}:\\n(?: {4}.*\\n)*\\n`, "m"),
      new RegExp(`^ {6}- ${name}-data:/data/${name}\\n`, "m"),
    ].reduce(without, text),
};

function composeService(name: string, port: number): string {
  const check = `fetch('http://127.0.0.1:${port}/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return `  ${name}:
    <<: *service
    build:
      context: .
      target: ${name}
    volumes:
      - ${name}-data:/data/${name}
    environment:
      <<: *environment
    healthcheck:
      <<: *health
      test: ["CMD", "node", "-e", "${check}"]

`;
}

const demo: SharedFile = {
  file: "docker-compose.override.yml",
  add: (text, { name }) => {
    const edits: [RegExp, string][] = [
      [/^ {2}- (?!router)\w+-keys:\/keys\/\w+$/gm, `  - ${name}-keys:/keys/${name}`],
      [/^ {6}- (?!router)\w+-data:\/data\/\w+$/gm, `      - ${name}-data:/data/${name}`],
      [/^ {2}(?!router)\w+-keys:$/gm, `  ${name}-keys:`],
    ];
    const edited = edits.reduce((before, [pattern, line]) => insertAfterLast(before, pattern, line), text);
    const service = `  ${name}:\n    <<: *demo\n    volumes:\n      - ${name}-keys:/keys:ro\n\n`;
    return insertBefore(edited, /^ {2}# Its pages show.*\n {2}router:$/m, service);
  },
  remove: (text, name) =>
    [
      new RegExp(`^ {2}${name}:\\n(?: {4}.*\\n)*\\n`, "m"),
      new RegExp(`^ {2}- ${name}-keys:/keys/${name}\\n`, "m"),
      new RegExp(`^ {6}- ${name}-data:/data/${name}\\n`, "m"),
      new RegExp(`^ {2}${name}-keys:\\n`, "m"),
    ].reduce(without, text),
};

const production: SharedFile = {
  file: "docker-compose.production.yml",
  add: (text, { name }) => {
    const service = `  ${name}:
    volumes:
      - type: bind
        source: \${HANSA_KEYS_FOLDER:-./keys}/${name}
        target: /keys
        read_only: true
        bind:
          create_host_path: false
    environment:
      <<: *required

`;
    return insertBefore(text, /^ {2}router:$/m, service);
  },
  remove: (text, name) => without(text, new RegExp(`^ {2}${name}:\\n(?: {4}.*\\n)*\\n`, "m")),
};

const image: SharedFile = {
  file: "Dockerfile",
  add: (text, { name }) => {
    const manifest = `COPY subgraphs/${name}/package.json ./subgraphs/${name}/`;
    const [limits = ""] = /"--max-old-space-size=[^\]]*"--enable-source-maps"/.exec(text) ?? [];
    const parts = ["schema.graphql", "migrations", "dist"].map(
      (part) => `COPY --from=built /app/subgraphs/${name}/${part} ./subgraphs/${name}/${part}\n`,
    );
    return insertBefore(
      insertAfterLast(text, /^COPY subgraphs\/\w+\/package\.json .*$/gm, manifest),
      /^FROM store AS router$/m,
      [
        `FROM store AS ${name}\nRUN install -d -o 1000 -g 1000 /data/${name}\n${parts.join("")}`,
        `WORKDIR /app/subgraphs/${name}\nUSER 1000\n`,
        `CMD ["node", ${limits}, "/app/subgraphs/${name}/dist/${name}.mjs"]\n\n`,
      ].join(""),
    );
  },
  remove: (text, name) =>
    [
      new RegExp(`^COPY subgraphs/${name}/package\\.json .*\\n`, "m"),
      new RegExp(`^FROM store AS ${name}\\n(?:.+\\n)*\\n`, "m"),
    ].reduce(without, text),
};

/** The services in the diagram of the README: the last one has another corner. */
const branch = /^(.*)([├└])(─ [a-z0-9]+ +[a-z].*)$/gm;
const readme: SharedFile = {
  file: "README.md",
  add: (text, { name }) => {
    const indent = " ".repeat(54);
    return withCorners(insertAfterLast(text, branch, `${indent}└─ ${name.padEnd(10)} entries`));
  },
  remove: (text, name) => withCorners(without(text, new RegExp(`^ *[├└]─ ${name} .*\\n`, "m"))),
};

function withCorners(text: string): string {
  const last = [...text.matchAll(branch)].at(-1)?.[0];
  return text.replace(branch, (line, before: string, _corner, rest: string) =>
    line === last ? `${before}└${rest}` : `${before}├${rest}`,
  );
}

const architecture: SharedFile = {
  file: "ARCHITECTURE.md",
  add: (text, { name, offset }) =>
    insertAfterLast(
      text,
      /^\| [a-z0-9]+ \| 4\d{3} \| .*$/gm,
      `| ${name} | ${4000 + offset} | entries | \`${name}.db\` |`,
    ),
  remove: (text, name) => without(text, new RegExp(`^\\| ${name} \\| 4\\d{3} \\| .*\\n`, "m")),
};

/** The reason why the example mutation of extended types needs no idempotency key. */
const idempotencyKeys: SharedFile = {
  file: "tools/test/check/idempotency-keys.test.ts",
  add: (text, { name, extended }) =>
    extended.length === 0 ? text : insertBefore(text, /^ {2}\],\n {2}"A cart reserves/m, `    "${name}EntrySave",\n`),
  remove: (text, name) => without(text, new RegExp(`^ {4}"${name}EntrySave",\\n`, "m")),
};

export const sharedFiles: readonly SharedFile[] = [
  ...[serviceList, lockFile, compose, demo, production, image, readme, architecture, idempotencyKeys],
];

function insertBefore(text: string, pattern: RegExp, inserted: string): string {
  const at = text.search(pattern);
  if (at < 0) throw new Error(`no place for an entry was found: ${pattern}`);
  return text.slice(0, at) + inserted + text.slice(at);
}

function insertAfterLast(text: string, pattern: RegExp, line: string): string {
  const last = [...text.matchAll(pattern)].at(-1);
  if (!last) throw new Error(`no place for an entry was found: ${pattern}`);
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}

function without(text: string, pattern: RegExp): string {
  return text.replace(pattern, "");
}
