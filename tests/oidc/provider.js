// A city's identity provider for tests: whoever signs in is the person whom the browser's cookie `who` names.
import Provider from "oidc-provider";

const [port, returnTo] = process.argv.slice(2);
const people = {
  olena: { name: "Olena Petrenko", email: "Olena@city.example", email_verified: true, roles: ["lo-admin", "other"], realm_access: { roles: ["lo-worker"] } },
  taras: { name: "Taras Bondar", email: "taras@city.example", email_verified: false, roles: ["lo-worker"], realm_access: "lo-worker" },
  guest: { name: "Guest", email: "guest@city.example", email_verified: true, roles: ["other"] },
};
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "liaison", client_secret: "a secret: with/signs", redirect_uris: [returnTo] }],
  claims: { openid: ["sub"], profile: ["name", "roles", "realm_access"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
  cookies: { keys: ["for tests only"] },
  renderError: (context, out) => { context.body = out; },
});
provider.use(async (context, next) => {
  if (!context.path.startsWith("/interaction/")) return next();
  const { params } = await provider.interactionDetails(context.req, context.res);
  const who = context.cookies.get("who", { signed: false });
  const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: who }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
