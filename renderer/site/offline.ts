/**
 * Lets a published page work without a network from the second visit on. Where the browser has no service workers, as over
 * plain HTTP from another machine or in some private windows, the page works as long as there is a network.
 */

// Typed as always there; insecure pages lack it.
const serviceWorker = navigator.serviceWorker as ServiceWorkerContainer | undefined;

// After the page has what it needs: the worker fetches everything once more, mostly from the browser's own cache.
addEventListener('load', () => {
  serviceWorker
    ?.register(new URL('service-worker.js', location.href), { scope: new URL('./', location.href).pathname })
    .catch(() => undefined);
});
