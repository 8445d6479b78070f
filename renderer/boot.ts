import { beginEarly } from './live/early-worker.ts';

// A script of its own, so that the simulation loads its policy while the browser still reads the page's.
beginEarly(new URL('sim-worker.js', location.href), new URL('assets/', location.href));
