# One image per process, and one with the commands of an owner: docker build --target service --build-arg SERVICE=orders .
# Each holds its own program, the packages with a binary that the program loads, and what it reads: schema, migrations, templates.

# The manifests, and the programs that npm runs while it installs: packages are installed again only when one of them changes.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name "*.cjs" -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS built
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node cli/setup/main.mjs
# Each program alone with what it reads in a folder of /images, and with the binary of this platform alone.
RUN find node_modules/better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
  && node tools/build/main.ts --images /images $(ls subgraphs) router storefront hansa

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

# One service, by its name in packages/contracts/src/services.mjs. The folders of data belong to the user of the process: a volume that is mounted
# for the first time takes their owner. A command takes no argument of the build, so that the program has a link of one name.
FROM base AS service
ARG SERVICE
COPY --from=built /images/$SERVICE ./
RUN install -d -o 1000 -g 1000 /data/$SERVICE && ln -s subgraphs/$SERVICE/dist/$SERVICE.mjs service.mjs
WORKDIR /app/subgraphs/$SERVICE
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/service.mjs"]

FROM base AS router
COPY --from=built /images/router ./
RUN install -d -o 1000 -g 1000 /data/router /data/schemas
WORKDIR /app/router
USER 1000
CMD ["node", "--max-old-space-size=304", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/router/dist/router.mjs"]

# The pages of the shop: the program with all that it needs, and the files of the browser. It has no data and no keys.
FROM base AS storefront
COPY --from=built /images/storefront ./
WORKDIR /app/apps/storefront
USER 1000
CMD ["node", "--max-old-space-size=128", "--max-semi-space-size=8", "--no-allocation-site-pretenuring", "--enable-source-maps", "/app/apps/storefront/dist/server/main.mjs"]

FROM base AS tools
COPY --from=built /images/hansa ./
RUN for name in $(ls subgraphs) router; do install -d -o 1000 -g 1000 /data/$name /keys/$name; done \
  && install -d -o 1000 -g 1000 /data /data/schemas /keys /backups
USER 1000
ENTRYPOINT ["node", "--enable-source-maps", "/app/cli/dist/hansa.mjs"]
CMD ["--help"]
