/** All files with written blocks. */
import { composeFiles } from "./compose-blocks.ts";
import { monitoringFiles } from "./monitoring-blocks.ts";
import { pageFiles } from "./page-blocks.ts";
import { programFiles } from "./program-blocks.ts";
import type { BlockFile } from "./written-blocks.ts";

export const blockFiles: readonly BlockFile[] = [...composeFiles, ...monitoringFiles, ...pageFiles, ...programFiles];
