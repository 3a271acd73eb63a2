import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);
import {
  ConfigurationError
} from "./chunk-EKFMLNWJ.js";

// src/storage/container-address.ts
var CONTAINER = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
var SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
var LOOPBACK = /* @__PURE__ */ new Set(["127.0.0.1", "localhost", "[::1]"]);
var AZURE = /\.blob\.(?:core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)|storage\.azure\.net)$/;
function parseContainerAddress(text, account) {
  if (CONTAINER.test(text)) {
    if (account === void 0) {
      return {
        rule: "a container may be named alone only where AZURE_STORAGE_CONNECTION_STRING or landing.url says the account"
      };
    }
    return { account, container: text, prefix: "", url: `${account}/${text}` };
  }
  if (!URL.canParse(text)) return { rule: "must be https://<account>.blob.core.windows.net/<container>" };
  const url = new URL(text);
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    return {
      rule: "must hold no query and no credential: a shared access signature goes into AZURE_STORAGE_CONNECTION_STRING"
    };
  }
  const loopback = LOOPBACK.has(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback))
    return { rule: "must begin with https://" };
  if (!loopback && !AZURE.test(url.hostname) && url.origin !== account)
    return { rule: "must be https://<account>.blob.core.windows.net/<container>" };
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  const accountPath = loopback ? `/${segments.shift() ?? ""}` : "";
  const [container, ...prefix] = segments;
  if (container === void 0 || !CONTAINER.test(container)) {
    return { rule: "must name a container: 3 to 63 small letters, digits and single hyphens" };
  }
  if (!prefix.every((segment) => SEGMENT.test(segment))) {
    return { rule: "a prefix within a container is made of letters, digits, dots, hyphens and underscores" };
  }
  const origin = `${url.origin}${accountPath}`;
  return {
    account: origin,
    container,
    prefix: prefix.map((segment) => `${segment}/`).join(""),
    url: [origin, container, ...prefix].join("/")
  };
}
function containerAddress(text, account) {
  const parsed = parseContainerAddress(text, account);
  if ("rule" in parsed) {
    throw new ConfigurationError(`A storage address is not usable: it ${parsed.rule}.`, {
      code: "STORAGE_ADDRESS",
      remedy: "Write it as https://<account>.blob.core.windows.net/<container>."
    });
  }
  return parsed;
}
function abfssLocation(url) {
  const parsed = parseContainerAddress(url);
  if ("rule" in parsed) return void 0;
  const { account, container, prefix } = parsed;
  const { hostname } = new URL(account);
  if (!AZURE.test(hostname)) return void 0;
  return `abfss://${container}@${hostname.replace(".blob.", ".dfs.")}${`/${prefix}`.replace(/\/$/, "")}`;
}

export {
  parseContainerAddress,
  containerAddress,
  abfssLocation
};
