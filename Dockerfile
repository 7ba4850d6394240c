# Builds the program, then puts it onto a Java 25 runtime with an ahead-of-time cache. Needs BuildKit, Docker's default.
# Both can be given by digest (docs/container.md).
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-17
ARG JAVA_IMAGE=eclipse-temurin:25-jre

FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
COPY routes routes
COPY config config
# kafka, amqp or artemis: with that broker's client, for workers (docs/messages.md).
ARG BROKER=""
RUN --mount=type=cache,target=/root/.m2/repository,sharing=locked \
    mvn -q -B -Dstyle.color=never package -Dmaven.test.skip=true -Dassembly.skipAssembly=true ${BROKER:+-P$BROKER}

FROM ${JAVA_IMAGE}
ENV LC_ALL=C.UTF-8 \
    LANG=C.UTF-8 \
    HTTP_HOST=0.0.0.0 \
    container=oci
WORKDIR /app
# Any user may write here: a volume takes over these permissions, also for --user 1234.
RUN mkdir -m 1777 data logs cache

# From what changes seldom to what changes often.
COPY --from=build /build/target/lib lib
COPY deploy/jvm.options LICENSE ./
COPY --from=build /build/target/THIRD-PARTY.txt /build/target/gemini-routes-sbom.json ./
COPY routes routes
COPY config config
COPY --from=build /build/target/gemini-routes.jar ./

# The training run: what it loads and links is kept for the next start, with what it tells of the methods that are called most.
RUN java @jvm.options -XX:AOTCacheOutput=gemini-routes.aot -jar gemini-routes.jar train --prompts 3000 > /tmp/train.log 2>&1 \
    || { cat /tmp/train.log; exit 1; }; \
    test -s gemini-routes.aot && rm -rf /tmp/*

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
ARG JAVA_IMAGE
LABEL org.opencontainers.image.title="gemini-routes" \
      org.opencontainers.image.description="Apache Camel routes that get prompts through Google's Gemini API" \
      org.opencontainers.image.base.name="${JAVA_IMAGE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

USER 1000:1000
EXPOSE 8080
# A JVM of its own, small and without the cache: it lives for half a second.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --start-interval=3s --retries=2 \
    CMD ["java", "@/app/jvm.options", "-Xms16m", "-Xmx32m", "-jar", "/app/gemini-routes.jar", "check-dirs"]
# As the launcher does it, with the same options; no shell: SIGTERM reaches Java, which is process 1.
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/gemini-routes.aot", "-jar", "/app/gemini-routes.jar"]
CMD ["run"]
