#!/usr/bin/env bash
# Checks the dashboards against what Grafana itself publishes of its format: the types of @grafana/schema, from npm. Each dashboard, and of each
# panel its options, its field settings and its queries, must be of Grafana's type, with nothing unknown in it. Needs node and npm.
#
# Usage: check-dashboards.sh [VERSION...]     of @grafana/schema (13.2.3 10.4.1)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
work=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-dashboards-XXXXXX")
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- 13.2.3 10.4.1

cd "$work"
echo '{ "private": true }' > package.json
cat > write.mjs << 'END'
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const [from, dashboards] = process.argv.slice(2);
const find = (folder) => {
    for (const root of [`${from}/dist/types/raw`, `${from}/dist/esm/raw`]) {
        if (existsSync(`${root}/${folder}`)) {
            const file = readdirSync(`${root}/${folder}`).find((name) => name.endsWith(".gen.d.ts"));
            return `./${root}/${folder}/${file.replace(".d.ts", "")}`;
        }
    }
    return undefined;
};
const lines = [
    `import type { Dashboard } from "${find("dashboard/x")}";`,
    // Words of an enumeration may be written as words, and what has a default may be left out.
    "type Loose<T> = T extends string ? (string extends T ? string : `${T}`) : T extends number ? number : T extends boolean ? boolean",
    "  : T extends (infer U)[] ? Loose<U>[] : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;",
    "type Part<T> = T extends (infer U)[] ? Part<U>[] : T extends object ? { [K in keyof T]?: Part<T[K]> } : T;",
];
const queries = find("composable/prometheus/dataquery/x"); // newer versions do not publish it
if (queries) lines.push(`import type { PrometheusDataQuery } from "${queries}";`);
for (const kind of ["stat", "table", "timeseries"]) lines.push(`import type * as ${kind} from "${find(`composable/${kind}/panelcfg/x`)}";`);

let panels = 0;
const say = (name, type, value) => lines.push(`export const ${name}: Loose<${type}> = ${JSON.stringify(value)};`);
for (const file of readdirSync(dashboards).sort()) {
    const dashboard = JSON.parse(readFileSync(`${dashboards}/${file}`, "utf8"));
    const name = file.replace(".json", "");
    dashboard.templating.list.forEach((variable) => delete variable.definition); // Grafana writes it, and its schema lacks it
    say(name, "Dashboard", dashboard);
    for (const panel of dashboard.panels.filter((one) => one.type !== "row")) {
        panels++;
        say(`${name}_${panel.id}_options`, `Part<${panel.type}.Options>`, panel.options ?? {});
        const fields = panel.fieldConfig?.defaults?.custom;
        if (fields) say(`${name}_${panel.id}_fields`, `Part<${panel.type}.FieldConfig>`, fields);
        if (queries) panel.targets.forEach((target) => say(`${name}_${panel.id}_${target.refId}`, "Part<PrometheusDataQuery>", target));
    }
}
writeFileSync("check.ts", lines.join("\n") + "\n");
console.log(`${panels} panels${queries ? " and their queries" : ""}`);
END
for version in "$@"; do
    npm install --silent --no-audit --no-fund --ignore-scripts "@grafana/schema@$version" typescript@5
    echo "Grafana $version: $(node write.mjs node_modules/@grafana/schema "$here/grafana")"
    npx tsc --noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext --target es2022 check.ts
done
echo "all of Grafana's types"
