/* What scripts that run in pages and in the service worker ask for before they use it. */
declare var document: { dispatchEvent(event: Event): boolean; visibilityState: string; documentElement?: { lang: string } } | undefined;

interface WorkerNavigator {
  connection?: { saveData?: boolean }; // Chromium
}
