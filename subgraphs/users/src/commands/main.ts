/** Starts `npm run admin:create` in the folder, or the image, of users. */
import { adminCreate } from "./admin-create.ts";

process.exitCode = await adminCreate({
  args: process.argv.slice(2),
  terminal: { input: process.stdin, output: process.stdout },
});
