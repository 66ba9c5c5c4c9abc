# One image per service: docker build --target products .
# Each holds the programs, the packages with a binary, and what its service reads: its schema, migrations and templates.

FROM node:24-bookworm-slim AS built
WORKDIR /app
# Manifests first: packages are installed again only when one of them changes.
COPY package.json package-lock.json ./
COPY tools/ready.cjs ./tools/
COPY tools/setup/node.cjs ./tools/setup/
COPY packages/contracts/package.json ./packages/contracts/
COPY packages/kit/package.json ./packages/kit/
COPY subgraphs/products/package.json ./subgraphs/products/
COPY subgraphs/users/package.json ./subgraphs/users/
COPY subgraphs/orders/package.json ./subgraphs/orders/
COPY subgraphs/payments/package.json ./subgraphs/payments/
COPY router/package.json ./router/
COPY router/playground/package.json ./router/playground/
COPY e2e/package.json ./e2e/
COPY lab/package.json ./lab/
COPY lab/client/package.json ./lab/client/
COPY tools/package.json tools/hansa.cjs ./tools/
COPY tools/host/package.json ./tools/host/
COPY examples/package.json ./examples/
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node tools/setup/main.mjs

FROM node:24-bookworm-slim AS base
ENV NODE_ENV=production
ENV APOLLO_TELEMETRY_DISABLED=true
ENV HANSA_ENV=production
ENV HANSA_HOST=0.0.0.0
ENV HANSA_PRIVATE_HOST=127.0.0.1
ENV HANSA_PORT=4000
ENV HANSA_DATA=/data
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=built /app/dist ./dist
COPY --from=built /app/node_modules/better-sqlite3/package.json ./node_modules/better-sqlite3/package.json
COPY --from=built /app/node_modules/better-sqlite3/lib ./node_modules/better-sqlite3/lib
COPY --from=built /app/node_modules/better-sqlite3/prebuilds ./node_modules/better-sqlite3/prebuilds
COPY --from=built /app/node_modules/@node-rs ./node_modules/@node-rs
USER node

FROM base AS products
# The volume of the service is mounted there and takes the owner of the folder.
RUN mkdir /data/products
COPY --from=built /app/subgraphs/products/package.json ./subgraphs/products/package.json
COPY --from=built /app/subgraphs/products/schema.graphql ./subgraphs/products/schema.graphql
COPY --from=built /app/subgraphs/products/migrations ./subgraphs/products/migrations
WORKDIR /app/subgraphs/products
CMD ["node", "--max-old-space-size=352", "--max-semi-space-size=4", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/dist/products.mjs"]

FROM base AS users
RUN mkdir /data/users
COPY --from=built /app/subgraphs/users/package.json ./subgraphs/users/package.json
COPY --from=built /app/subgraphs/users/schema.graphql ./subgraphs/users/schema.graphql
COPY --from=built /app/subgraphs/users/migrations ./subgraphs/users/migrations
COPY --from=built /app/subgraphs/users/templates ./subgraphs/users/templates
WORKDIR /app/subgraphs/users
CMD ["node", "--max-old-space-size=352", "--max-semi-space-size=4", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/dist/users.mjs"]

FROM base AS orders
RUN mkdir /data/orders
COPY --from=built /app/subgraphs/orders/package.json ./subgraphs/orders/package.json
COPY --from=built /app/subgraphs/orders/schema.graphql ./subgraphs/orders/schema.graphql
COPY --from=built /app/subgraphs/orders/migrations ./subgraphs/orders/migrations
COPY --from=built /app/subgraphs/orders/templates ./subgraphs/orders/templates
WORKDIR /app/subgraphs/orders
CMD ["node", "--max-old-space-size=352", "--max-semi-space-size=4", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/dist/orders.mjs"]

FROM base AS payments
RUN mkdir /data/payments
COPY --from=built /app/subgraphs/payments/package.json ./subgraphs/payments/package.json
COPY --from=built /app/subgraphs/payments/schema.graphql ./subgraphs/payments/schema.graphql
COPY --from=built /app/subgraphs/payments/migrations ./subgraphs/payments/migrations
WORKDIR /app/subgraphs/payments
CMD ["node", "--max-old-space-size=352", "--max-semi-space-size=4", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/dist/payments.mjs"]

FROM base AS router
COPY --from=built /app/router/supergraph.graphql ./router/supergraph.graphql
COPY --from=built /app/router/nodes.graphql ./router/nodes.graphql
COPY --from=built /app/router/playground/dist ./router/playground/dist
WORKDIR /app/router
CMD ["node", "--max-old-space-size=352", "--max-semi-space-size=16", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/dist/router.mjs"]
