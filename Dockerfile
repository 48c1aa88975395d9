# Node 24 is a line with long-term support (until April 2028) on which better-sqlite3 was seen to compile and to run; the
# package itself asks for 20 or newer. The build stage has a compiler, the slim image of the last one has none.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY src src
COPY sdk sdk
COPY scripts scripts
RUN npm run build
# What the image consists of, in CycloneDX: /app/dist/sbom.cdx.json
RUN npm run sbom
RUN npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/sdk/dist sdk/dist
COPY sdk/package.json sdk/
COPY sdk/released sdk/released
# Read when it runs, and so not compiled: the demo, and the SQL that makes and changes the tables.
COPY src/demo src/demo
COPY migrations migrations
COPY scripts/health.mjs scripts/
COPY package.json LICENSE ./
# A number, so that an orchestrator can see that this is not root; it is the image's own user `node`.
RUN mkdir /data && chown 1000:1000 /data
USER 1000:1000
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/mokummatch.sqlite
VOLUME /data
# The second is that of the pages of partners, which only the demo has.
EXPOSE 3000 3001
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "scripts/health.mjs"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/cli.js"]
# Nothing is loaded: catalogue and questions come by import. With `serve --demo` instead it shows the demo.
CMD ["serve"]
