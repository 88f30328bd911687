import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// The output is committed and embedded by Go, so equal sources must give equal bytes:
// names come from contents, nothing from the clock or the machine enters.
export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: true,
  },
  server: {
    proxy: { '/api': { target: process.env.SHAPAN_SERVER ?? 'http://127.0.0.1:8080', ws: true } },
  },
  // the codec's tests take a second on a quiet machine, many on a busy one
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
})
