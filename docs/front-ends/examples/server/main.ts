/** A storefront that renders its pages on its server: `node docs/front-ends/examples/server/main.ts` with the shop running. */
import { createServer } from "node:http";
import { answer } from "./pages.ts";

const port = Number(process.env.STOREFRONT_PORT ?? 3000);
const settings = {
  shop: process.env.HANSA_SHOP ?? "http://localhost:4000",
  behindProxy: process.env.STOREFRONT_BEHIND_PROXY === "1",
};

const server = createServer((request, response) => {
  answer(settings, request, response).catch((error: Error) => {
    console.error(error.message);
    response.writeHead(502, { "content-type": "text/plain" }).end("The shop does not answer.");
  });
});
server.listen(port, () => {
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  console.log(`storefront http://localhost:${bound}`);
});
