# One image per service: docker build --target products .

FROM node:24-bookworm-slim AS built
WORKDIR /app
COPY . .
RUN npm ci --include=dev --no-audit --no-fund \
 && npm run --silent build --workspace @hansa/playground \
 && npm prune --omit=dev --no-audit --no-fund

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
COPY --from=built /app/package.json ./package.json
COPY --from=built /app/node_modules ./node_modules
COPY --from=built /app/packages ./packages
USER node

FROM base AS products
COPY --from=built /app/subgraphs/products ./subgraphs/products
WORKDIR /app/subgraphs/products
CMD ["node", "--max-old-space-size=352", "--import", "tsx", "src/index.ts"]

FROM base AS users
COPY --from=built /app/subgraphs/users ./subgraphs/users
WORKDIR /app/subgraphs/users
CMD ["node", "--max-old-space-size=352", "--import", "tsx", "src/index.ts"]

FROM base AS orders
COPY --from=built /app/subgraphs/orders ./subgraphs/orders
WORKDIR /app/subgraphs/orders
CMD ["node", "--max-old-space-size=352", "--import", "tsx", "src/index.ts"]

FROM base AS payments
COPY --from=built /app/subgraphs/payments ./subgraphs/payments
WORKDIR /app/subgraphs/payments
CMD ["node", "--max-old-space-size=352", "--import", "tsx", "src/index.ts"]

FROM base AS router
COPY --from=built /app/router ./router
WORKDIR /app/router
CMD ["node", "--max-old-space-size=352", "--import", "tsx", "src/index.ts"]
