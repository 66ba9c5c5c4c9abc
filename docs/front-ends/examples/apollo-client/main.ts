/** Shows products, buys as a guest, and signs in: `node docs/front-ends/examples/apollo-client/main.ts` with the shop running. */
import { buyAsGuest, orderTooMany, showProducts } from "../purchase.ts";
import { showAccount, signIn } from "../session.ts";
import { createClient } from "./client.ts";

const shop = process.env.HANSA_SHOP ?? "http://localhost:4000";
const guest = createClient(shop);
await showProducts(guest, shop);
await orderTooMany(guest);
await buyAsGuest(guest);

// A page that is opened again has the refresh token only: the first operation renews the session.
const { refreshToken } = await signIn(guest);
await showAccount(createClient(shop, { accessToken: "", refreshToken }));
