# The harness program with the scenarios and profiles that ship.
#
#   docker build -t harness .
#   docker run --rm --ulimit nofile=65536:65536 -v "$PWD:/runs" --user "$(id -u)" harness run scenarios/first.yaml
#
# Reports land in reports/ of the working directory, /runs. Without a file it runs the profile "standard".
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY src src
COPY docs/scenario-format.md docs/loads.md docs/run.schema.json docs/
COPY scenarios scenarios
RUN dotnet publish src/Harness -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
# APP_UID is the user that these images have for programs: not root.
RUN mkdir /runs && chown "$APP_UID" /runs
USER $APP_UID
WORKDIR /runs
ENTRYPOINT ["/app/harness"]
