/** Loaded into processes of tests: all have one priority. On a busy machine, one with a lower priority waits minutes for a processor. */
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

os.setPriority = () => {};
syncBuiltinESMExports();
