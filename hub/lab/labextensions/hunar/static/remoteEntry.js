// @ts-nocheck
/*
 * What JupyterLab loads: a module-federation container, written by hand so that nothing has to be built.
 * JupyterLab calls init() with its share scope (package -> version -> {loaded, get}), then get('./extension').
 * The plugin itself is ES modules beside this file; they receive JupyterLab's packages as arguments.
 */
(() => {
  /** @type {Record<string, Record<string, {loaded?: boolean|number, get: () => Promise<() => any>}>>} */
  let scope = {};
  const PACKAGES = {
    application: '@jupyterlab/application',
    coreutils: '@jupyterlab/coreutils',
    notebook: '@jupyterlab/notebook',
    services: '@jupyterlab/services',
    widgets: '@lumino/widgets'
  };

  /** The copy of a package that JupyterLab itself uses. */
  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    if (versions.length === 0) {
      throw new Error(`JupyterLab does not offer ${name}`);
    }
    return (await (versions.find(version => version.loaded) ?? versions[0]).get())();
  }

  async function extension() {
    const lab = {};
    for (const [short, name] of Object.entries(PACKAGES)) {
      lab[short] = await shared(name);
    }
    const { plugins } = await import('./plugin.js');
    // Without __esModule JupyterLab stays blank and says nothing in its console.
    return { __esModule: true, default: plugins(lab) };
  }

  (window._JUPYTERLAB = window._JUPYTERLAB || {})['hunar'] = {
    init: async shareScope => {
      scope = shareScope;
    },
    get: async () => {
      const module = await extension();
      return () => module;
    }
  };
})();
