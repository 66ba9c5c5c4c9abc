/** The configuration of a shop, settled before its processes start. */
import path from "node:path";
import { describeCheckout } from "../commit.ts";
import { keepFilesPrivate, requireHostConfig, root } from "../shop.mjs";
import { ownEnvironment } from "./own-environment.ts";
import type { Shop } from "./process.ts";

/** Reads the configuration and hands it to the processes to come; throws when a variable cannot be used. */
export function prepareShop(mode: "production" | "development", showLogs: boolean): Shop {
  const config = requireHostConfig();
  const inherited = { ...process.env, ...absolute("HANSA_TEMPLATES", "HANSA_MAIL_FOLDER"), NODE_ENV: mode };
  return openConfig(config, inherited, showLogs);
}

/** The same for a shop that a command starts for itself at this place: it has no other variable of the shell or of `.env`. */
export function prepareOwnShop({
  host = "127.0.0.1",
  port,
  data,
}: {
  host?: string;
  port: number;
  data: string;
}): Shop {
  const inherited = { ...ownEnvironment(), HANSA_HOST: host, NODE_ENV: "production" };
  return openConfig({ host, port, data, production: false }, inherited, false);
}

function openConfig(
  config: ReturnType<typeof requireHostConfig>,
  inherited: NodeJS.ProcessEnv,
  showLogs: boolean,
): Shop {
  keepFilesPrivate();
  return {
    ...config,
    env: {
      ...inherited,
      HANSA_PORT: String(config.port),
      // Absolute, because every process runs in a folder of its own.
      HANSA_DATA: config.data,
      HANSA_COMMIT: inherited.HANSA_COMMIT || describeCheckout(),
      APOLLO_TELEMETRY_DISABLED: "true",
      TURBO_TELEMETRY_DISABLED: "1",
    },
    showLogs,
    isReady: false,
    isStopping: false,
    children: new Set(),
    fail: (error) => {
      throw error;
    },
  };
}

/** The folders that these variables name, where they are set; relative ones are below the top of the repository. */
function absolute(...names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => {
      const folder = process.env[name];
      return folder ? [[name, path.resolve(root, folder)]] : [];
    }),
  );
}
