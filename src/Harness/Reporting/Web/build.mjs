// node build.mjs OUT: installs what the lock file names, bundles the script, and puts it at OUT whole. Harness.csproj calls it.
// node build.mjs:     installs only.
//
// Several builds of the project may come at the same time: one works, the others wait and then find it done.
// What is said goes to standard output, the last line being the reason where it fails.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const lock = join(here, ".building");
const stampFile = join(modules, ".installed-from");
const stale = 5 * 60_000;

async function locked(work) {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") {
        throw error;
      }
      // A build that was killed leaves it behind.
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > stale) {
        rmSync(lock, { recursive: true, force: true });
      }
      await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function install() {
  const wanted = createHash("sha256").update(readFileSync(join(here, "package-lock.json"))).digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) {
    return;
  }
  const options = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"];
  const npm = spawnSync("npm", ["ci", ...options], { cwd: here, encoding: "utf8", shell: process.platform === "win32" });
  if (npm.status !== 0) {
    process.stdout.write(`${npm.stdout ?? ""}${npm.stderr ?? ""}\n`);
    throw new Error(npm.error ? `npm cannot be started: ${npm.error.message}` : `npm ci ended with ${npm.status}`);
  }
  writeFileSync(stampFile, wanted);
}

function inputs() {
  const sources = readdirSync(join(here, "src")).map((name) => join("src", name));
  return [...sources, "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "build.mjs"].map((name) => join(here, name));
}

function isDone(out) {
  const made = statSync(out, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && inputs().every((input) => statSync(input).mtimeMs <= made);
}

async function bundle(out) {
  const folder = `${out}.${process.pid}`;
  try {
    const { build } = await import("vite");
    await build({ root: here, logLevel: "warn", build: { outDir: folder } });
    const made = join(folder, "report.js");
    const now = new Date();
    utimesSync(made, now, now);
    mkdirSync(dirname(out), { recursive: true });
    copyFileSync(made, `${folder}.js`);
    renameSync(`${folder}.js`, out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.js`, { force: true });
  }
}

try {
  if (Number(process.versions.node.split(".")[0]) < 18) {
    throw new Error(`Node ${process.versions.node} is too old`);
  }
  const out = process.argv[2] ? resolve(process.argv[2]) : null;
  await locked(async () => {
    if (out === null) {
      install();
    } else if (!isDone(out)) {
      install();
      await bundle(out);
    }
  });
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
