/** Settles the settings of a shop before its processes start. */
import path from "node:path";
import { describeCheckout } from "../commit.ts";
import { keepFilesPrivate, readSettings, root } from "../shop.mjs";
import type { Shop } from "./process.ts";

/** Reads the settings and hands them to the processes to come; throws when a setting cannot be used. */
export function prepareShop(mode: "production" | "development", showLogs: boolean): Shop {
  const settings = readSettings();
  keepFilesPrivate();
  return {
    ...settings,
    env: {
      ...process.env,
      NODE_ENV: mode,
      HANSA_PORT: String(settings.port),
      // Absolute, because every process runs in a folder of its own.
      HANSA_DATA: settings.data,
      HANSA_COMMIT: process.env.HANSA_COMMIT || describeCheckout(),
      ...absolute("HANSA_TEMPLATES", "HANSA_MAIL_FOLDER"),
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
