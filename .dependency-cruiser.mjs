/** Which file may import which: the layers of a subgraph, the borders between workspaces, and where SQL stays. */
import { readdirSync } from "node:fs";

// From the outermost to the innermost: a file may import from its own layer and from those below it.
const layers = [
  ["index", "index\\.ts$"],
  ["server", "server\\.ts$"],
  ["api", "(api|commands)/"],
  ["service", "service(\\.ts$|/)"],
  ["context", "context\\.ts$"],
  ["loaders, peers and providers", "(loaders|peers|providers)(\\.ts$|/)"],
  ["store", "store(\\.ts$|/)"],
];

const inSubgraph = "^subgraphs/([^/]+)/src/";
const inSameSubgraph = "^subgraphs/$1/src/";

const layerRules = layers.slice(1).map(([name, files], index) => ({
  name: `${name}-imports-inwards`,
  comment:
    "ARCHITECTURE.md: index, server, api, service, context, then loaders, peers and providers, store, kit; never back up.",
  severity: "error",
  from: { path: inSubgraph + files },
  to: {
    path: `${inSameSubgraph}(${layers
      .slice(0, index + 1)
      .map(([, outer]) => outer)
      .join("|")})`,
  },
}));

/** The parts of the repository, each with the parts of which it may import: the table of ARCHITECTURE.md. A part imports itself too. */
const packages = ["packages/kit", "packages/commerce", "packages/contracts", "packages/sandbox", "packages/client"];
const programs = [...packages, "subgraphs", "router"];
const imports = {
  "packages/kit": [],
  "packages/commerce": ["packages/kit"],
  "packages/contracts": ["packages/kit", "packages/commerce"],
  "packages/sandbox": ["packages/kit", "packages/commerce"],
  "packages/client": ["packages/kit", "packages/commerce", "packages/contracts"],
  // What a developer copies out: it knows the graph by its schema alone.
  "packages/front": [],
  ...Object.fromEntries(
    readdirSync(new URL("apps", import.meta.url)).map((name) => [`apps/${name}`, ["packages/front"]]),
  ),
  // Payments' providers know the sandbox too: a rule of its own says so.
  subgraphs: ["packages/kit", "packages/commerce", "packages/contracts", "packages/sandbox"],
  router: ["packages/kit", "packages/commerce", "packages/contracts"],
  cli: programs,
  tools: [...programs, "cli"],
  lab: [...programs, "cli"],
  // Stories speak HTTP: code of a service in them would prove less than they say.
  e2e: [...packages, "cli"],
};

const tableRules = Object.entries(imports).map(([part, allowed]) => ({
  name: `${part.replace("packages/", "")}-imports`,
  comment: "ARCHITECTURE.md has the table of who may import whom. Types count.",
  severity: "error",
  from: { path: `^${part}/` },
  to: {
    path: `^(${Object.keys(imports).join("|")})/`,
    pathNot: `^(${[part, ...allowed].join("|")})/`,
  },
}));

// The folders of the kit: each may import those before it. Compiled execution lies below the servers.
const kitFolders = [
  ...["runtime", "command-line", "tracing", "store", "alarms", "coordination", "http", "identity", "rpc"],
  ...["messaging", "graphql", "sessions", "mail", "execution", "server", "service"],
];

const kitRules = kitFolders.map((folder, index) => ({
  name: `kit-${folder}-imports-before-it`,
  comment: `ARCHITECTURE.md: the folders of the kit in their order: ${kitFolders.join(", ")}. Types count.`,
  severity: "error",
  from: { path: `^packages/kit/src/${folder}/` },
  to: { path: `^packages/kit/(src/(?!(${kitFolders.slice(0, index + 1).join("|")})/)|testing/)` },
}));

// The folders of a front end: each may import those before it. The server shows pages; a page knows no server.
const frontEndFolders = ["texts", "shop", "layout", "pages", "(server|browser)", "dev"];

const frontEndRules = frontEndFolders.slice(0, -1).map((folder, index) => ({
  name: `front-end-${folder}-imports-before-it`,
  comment: "ARCHITECTURE.md: the folders of a front end in their order. Types count.",
  severity: "error",
  from: { path: `^apps/([^/]+)/${folder}/` },
  to: { path: `^apps/$1/(${frontEndFolders.slice(index + 1).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...tableRules,
    ...kitRules,
    ...frontEndRules,
    ...layerRules,
    {
      name: "name-says-what-is-in-it",
      comment: "A name such as utils.ts says nothing about the content of a file or a folder.",
      severity: "error",
      from: {},
      to: {
        path: "(^|/)(utils?|helpers?|misc|common|shared|stuff)(\\.[a-z]+|/)",
        pathNot: "(^|/)node_modules/",
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "folder-of-a-subgraph",
      comment: "ARCHITECTURE.md: the same thing has the same place in every subgraph.",
      severity: "error",
      from: {
        path: inSubgraph,
        pathNot: `${inSubgraph}((index|server|config|context)\\.ts$|(api|service|loaders|peers|providers|store|commands|generated)/)`,
      },
      to: {},
    },
    {
      name: "resolver-asks-no-table",
      comment: "A resolver asks a service function or a loader, never the store. Row types reach it through codegen.",
      severity: "error",
      from: { path: `${inSubgraph}api/graphql/` },
      to: { path: `${inSameSubgraph}store(\\.ts$|/)`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "config-stands-alone",
      comment:
        "config.ts reads the environment and depends on nothing of the subgraph but the registrations of providers, which are data; the store does not know it.",
      severity: "error",
      from: { path: `${inSubgraph}config\\.ts$` },
      to: { path: inSameSubgraph, pathNot: "/providers/registrations\\.mjs$" },
    },
    {
      name: "store-knows-no-config",
      comment: "The store is handed its file; it does not look for it.",
      severity: "error",
      from: { path: `${inSubgraph}store(\\.ts$|/)` },
      to: { path: `${inSameSubgraph}(config\\.ts$|generated/)` },
    },
    {
      name: "subgraphs-are-strangers",
      comment:
        "A subgraph never imports another, not even a type: they meet in contracts, events and the composed schema. Only its tests may, where the real peer runs in milliseconds and a fake would prove less.",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/(?!test/)" },
      to: { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    },
    {
      name: "request-path-knows-no-control",
      comment:
        "The path of a request works without what operators see and change; server.ts hands in what records and explains. Types count.",
      severity: "error",
      from: { path: "^router/src/(?!control/|server\\.ts$)" },
      to: { path: "^router/src/control/" },
    },
    {
      name: "audit-imports-no-service",
      comment:
        "The audit asks the stores in its own words: code of the services in it would share their mistakes. Its tests make shops with them.",
      severity: "error",
      from: { path: "^cli/audit/" },
      to: {
        path: "^(packages|subgraphs|router)/|^cli/(?!audit/|host/(shop|sqlite|terminal)\\.mjs$)",
        // Its command line is read as those of all commands are; which stores there are is in the list of services.
        pathNot: "^packages/(kit/src/command-line/[a-z-]+\\.ts|contracts/src/services\\.mjs)$",
      },
    },
    {
      name: "host-knows-no-command",
      comment:
        "The processes, containers, settings, keys and builds of a shop on this machine know none of the commands that use them.",
      severity: "error",
      from: { path: "^cli/host/" },
      to: { path: "^cli/(?!host/)" },
    },
    {
      name: "test-shops-serve-tests",
      comment: "The shops that tests start, and the proxies around them, are for tests, the lab and the stories.",
      severity: "error",
      from: { path: "^cli/(?!testing/|test/)" },
      to: { path: "^cli/test(ing)?/" },
    },
    {
      name: "sandbox-behind-the-port",
      comment:
        "The sandbox stands for a payment provider: a shop reaches it through the provider port of payments alone.",
      severity: "error",
      from: { path: "^subgraphs/", pathNot: "^subgraphs/payments/(src/providers|test)/" },
      to: { path: "^packages/sandbox/" },
    },
    {
      name: "sql-lives-in-the-store",
      comment:
        "Statements stand in store/ and in the kit, which opens the stores. Tests, the lab and tools may look into a store.",
      severity: "error",
      from: {
        path: "^((subgraphs/[^/]+|packages/sandbox)/src/(?!store/)|router/src/(?!control/store/)|packages/contracts/)",
      },
      to: { path: "node_modules/(drizzle-orm|better-sqlite3|@types/better-sqlite3)/" },
    },
    {
      name: "stripe-sdk-in-one-file",
      comment: "One file knows the SDK of a payment provider, so that nothing else depends on what it is like.",
      severity: "error",
      from: {
        path: "^(packages|apps|subgraphs/[^/]+/src|router|e2e|lab|cli|tools)/",
        pathNot: "^subgraphs/payments/src/providers/stripe/sdk\\.ts$",
      },
      to: { path: "node_modules/stripe/" },
    },
    {
      name: "resolvable",
      comment: "An import that cannot be found would be left out of every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-circle",
      comment:
        "Two files that need each other, even for a type, are one idea in two places. Generated resolver types name the services they are for.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { pathNot: "/generated/" } },
    },
    {
      name: "no-tools-at-run-time",
      comment:
        "What runs in production is a dependency of its own workspace, not a development dependency or a neighbour's.",
      severity: "error",
      // Code of browsers is bundled; React's types stand for Preact there.
      from: { path: "^(packages/[^/]+|subgraphs/[^/]+|router)/src/", pathNot: "^(router/playground|packages/front)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(router/playground|apps/[^/]+)/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      mainFields: ["main", "types", "typings"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".cjs", ".json", ".d.ts", ".d.mts"],
    },
  },
};
