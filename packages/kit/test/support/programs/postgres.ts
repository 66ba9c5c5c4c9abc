/** Starts PostgreSQL for tests, prints the address of its database, and stays. */
import { testDatabase } from "../../../testing/index.ts";

const { url } = await testDatabase();
process.stdout.write(`${url}\n`);
setInterval(() => {}, 60_000);
