# One image per process, and one with the commands of an owner: docker build --target products .
# Each holds its own program, the packages with a binary that the program loads, and what it reads: schema, migrations, templates.

FROM node:24-bookworm-slim AS built
WORKDIR /app
# Manifests first: packages are installed again only when one of them changes.
COPY package.json package-lock.json ./
COPY cli/ready.cjs ./cli/
COPY cli/setup/node.cjs ./cli/setup/
COPY packages/client/package.json ./packages/client/
COPY packages/commerce/package.json ./packages/commerce/
COPY packages/contracts/package.json ./packages/contracts/
COPY packages/kit/package.json ./packages/kit/
COPY packages/sandbox/package.json ./packages/sandbox/
COPY subgraphs/products/package.json ./subgraphs/products/
COPY subgraphs/users/package.json ./subgraphs/users/
COPY subgraphs/orders/package.json ./subgraphs/orders/
COPY subgraphs/payments/package.json ./subgraphs/payments/
COPY router/package.json ./router/
COPY router/playground/package.json ./router/playground/
COPY e2e/package.json ./e2e/
COPY e2e/clients/package.json ./e2e/clients/
COPY lab/package.json ./lab/
COPY cli/package.json cli/hansa.cjs ./cli/
COPY tools/package.json ./tools/
COPY docs/front-ends/examples/package.json ./docs/front-ends/examples/
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node cli/setup/main.mjs
# Each program alone, with the binary of this platform alone, and in /images/tools the files that the commands of an owner read.
RUN node tools/build/main.ts $(ls subgraphs) router hansa
RUN find node_modules/better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
  && mkdir -p /images/tools && cp -r --parents package.json cli/demo/catalogue.jsonl cli/demo/pictures cli/dist \
  router/nodes.graphql router/supergraph.graphql docs/contributors/approved-changes.md \
  subgraphs/*/schema.graphql subgraphs/*/migrations packages/sandbox/migrations router/migrations subgraphs/*/templates /images/tools

FROM node:24-bookworm-slim AS base
ENV NODE_ENV=production
ENV APOLLO_TELEMETRY_DISABLED=true
ENV HANSA_ENV=production
ENV HANSA_HOST=0.0.0.0
ENV HANSA_PRIVATE_HOST=127.0.0.1
ENV HANSA_PORT=4000
ENV HANSA_DATA=/data
# The commit of the programs, which the state of the shop shows. It is named when the images are built, for which Git is not there.
ARG HANSA_COMMIT=
ENV HANSA_COMMIT=$HANSA_COMMIT
WORKDIR /app

# The folders of data belong to the user of the process: a volume that is mounted for the first time takes their owner.
FROM base AS store
COPY --from=built /app/node_modules/better-sqlite3/package.json ./node_modules/better-sqlite3/package.json
COPY --from=built /app/node_modules/better-sqlite3/lib ./node_modules/better-sqlite3/lib
COPY --from=built /app/node_modules/better-sqlite3/prebuilds ./node_modules/better-sqlite3/prebuilds

FROM store AS products
RUN install -d -o 1000 -g 1000 /data/products
COPY --from=built /app/subgraphs/products/schema.graphql ./subgraphs/products/schema.graphql
COPY --from=built /app/subgraphs/products/migrations ./subgraphs/products/migrations
COPY --from=built /app/subgraphs/products/dist ./subgraphs/products/dist
WORKDIR /app/subgraphs/products
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/subgraphs/products/dist/products.mjs"]

FROM store AS users
RUN install -d -o 1000 -g 1000 /data/users
COPY --from=built /app/node_modules/@node-rs ./node_modules/@node-rs
COPY --from=built /app/subgraphs/users/schema.graphql ./subgraphs/users/schema.graphql
COPY --from=built /app/subgraphs/users/migrations ./subgraphs/users/migrations
COPY --from=built /app/subgraphs/users/templates ./subgraphs/users/templates
COPY --from=built /app/subgraphs/users/dist ./subgraphs/users/dist
WORKDIR /app/subgraphs/users
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/subgraphs/users/dist/users.mjs"]

FROM store AS orders
RUN install -d -o 1000 -g 1000 /data/orders
COPY --from=built /app/subgraphs/orders/schema.graphql ./subgraphs/orders/schema.graphql
COPY --from=built /app/subgraphs/orders/migrations ./subgraphs/orders/migrations
COPY --from=built /app/subgraphs/orders/templates ./subgraphs/orders/templates
COPY --from=built /app/subgraphs/orders/dist ./subgraphs/orders/dist
WORKDIR /app/subgraphs/orders
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/subgraphs/orders/dist/orders.mjs"]

FROM store AS payments
RUN install -d -o 1000 -g 1000 /data/payments
COPY --from=built /app/subgraphs/payments/schema.graphql ./subgraphs/payments/schema.graphql
COPY --from=built /app/subgraphs/payments/migrations ./subgraphs/payments/migrations
COPY --from=built /app/packages/sandbox/migrations ./packages/sandbox/migrations
COPY --from=built /app/subgraphs/payments/dist ./subgraphs/payments/dist
WORKDIR /app/subgraphs/payments
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/subgraphs/payments/dist/payments.mjs"]

FROM store AS router
RUN install -d -o 1000 -g 1000 /data/router /data/schemas
COPY --from=built /app/router/supergraph.graphql ./router/supergraph.graphql
COPY --from=built /app/router/migrations ./router/migrations
COPY --from=built /app/router/nodes.graphql ./router/nodes.graphql
COPY --from=built /app/router/playground/dist ./router/playground/dist
COPY --from=built /app/router/dist ./router/dist
WORKDIR /app/router
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/router/dist/router.mjs"]

FROM store AS tools
COPY --from=built /app/node_modules/@node-rs ./node_modules/@node-rs
COPY --from=built /images/tools ./
RUN for name in $(ls subgraphs) router; do install -d -o 1000 -g 1000 /data/$name /keys/$name; done \
  && install -d -o 1000 -g 1000 /data /data/schemas /keys /backups
USER 1000
ENTRYPOINT ["node", "--enable-source-maps", "/app/cli/dist/hansa.mjs"]
CMD ["--help"]
