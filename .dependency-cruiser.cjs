/** The direction of data as rules: see docs/ARCHITECTURE.md. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'engines-stand-alone',
      severity: 'error',
      from: { path: '^engines/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^engines/' },
    },
    {
      name: 'engines-meet-only-in-kernel',
      severity: 'error',
      from: { path: '^engines/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^engines/', pathNot: '^engines/($1|kernel)/' },
    },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^contract/|node_modules/zod' },
    },
    {
      name: 'web-sees-contract-only',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^(server|engines|examples)/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^server/platform/' },
      to: { path: '^server/(features|start)/' },
    },
    {
      name: 'features-enter-by-the-door',
      severity: 'error',
      from: { path: '^server/features/([^/]+/[^/]+)/' },
      to: {
        path: '^server/features/([^/]+/[^/]+)/(?!index\\.ts$)',
        pathNot: '^server/features/$1/',
      },
    },
    {
      name: 'routes-never-touch-store',
      severity: 'error',
      from: { path: '^server/features/.*/routes[^/]*\\.ts$' },
      to: { path: '^server/features/.*/store[^/]*\\.ts$' },
    },
    {
      name: 'only-start-wires',
      severity: 'error',
      from: { path: '^server/(features|platform)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/start/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'web/dist' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
