/* What not every browser has, nor the type library: asked for before it is used. */
interface Window {
  /** Once page/load-htmx.js has fetched it. */
  htmx?: { process(element: Element): void };
  trustedTypes?: { createPolicy<Rules>(name: string, rules: Rules): Rules };
}

interface Document {
  prerendering?: boolean; // Chromium
}

interface Navigator {
  standalone?: boolean; // iOS
}
