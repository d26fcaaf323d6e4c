/* What not every browser has, nor the type library: asked for before it is used. */
interface Window {
  /** A script of its own, on pages with acts. */
  htmx?: { process(element: Element): void; registerExtension(name: string, extension: object): void };
  trustedTypes?: { createPolicy<Rules>(name: string, rules: Rules): Rules };
}

interface Document {
  prerendering?: boolean; // Chromium
}

interface Navigator {
  standalone?: boolean; // iOS
}
