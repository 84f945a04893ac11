# Purser in its embedded shape: one process, one volume. Untested where no container engine runs; tests/container.test.ts
# checks only what can be read. Build: docker build -t purser .
FROM node:24-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc tsconfig.json LICENSE README.md ./
COPY packages ./packages
COPY scripts ./scripts
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npm run release:pack -- --out /tarballs
WORKDIR /app
# The packages of OpenTelemetry are for traces alone; leave them out where none are sent.
RUN npm install --omit=dev --no-audit --no-fund /tarballs/purser-0.1.0.tgz \
    @opentelemetry/core@3.1.0 @opentelemetry/resources@3.1.0 \
    @opentelemetry/sdk-trace@3.1.0 @opentelemetry/exporter-trace-otlp-http@0.301.0

FROM node:24-slim
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
USER node
WORKDIR /app
ENV PURSER_HOST=0.0.0.0 PURSER_PORT=7411 PURSER_DATA=/data
VOLUME /data
EXPOSE 7411
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PURSER_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npx: signals reach the server, which drains for at most 25 seconds. Stop with a longer grace than that.
STOPSIGNAL SIGTERM
CMD ["node", "node_modules/purser/bin/purser.js", "serve"]
