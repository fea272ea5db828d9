import createCache from "@emotion/cache";

/**
 * MUI's styles, in the layer that styles.css gives them. The page's Content-Security-Policy lets a style in
 * only with the nonce that the server wrote into the page.
 */
export function createStyleCache() {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  const cache = createCache({ key: "mui", nonce });
  const insert = cache.insert;
  cache.insert = (selector, { styles, ...rest }, ...others) =>
    insert(selector, { ...rest, styles: `@layer mui {${styles}}` }, ...others);
  return cache;
}
