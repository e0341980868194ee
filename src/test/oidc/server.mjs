// SPDX-License-Identifier: Apache-2.0
// A real authorization server for live tests: oidc-provider, which rotates refresh tokens and ends a login whose used token is
// shown again. Arguments: port, and how long access tokens live in seconds. A login needs no browser here: GET /login/<user> makes
// one and gives its refresh token, and GET /logout/<user> ends all of that user's. /hang never answers.
import Provider from 'oidc-provider';

const [port, lifetime] = process.argv.slice(2).map(Number);
const CLIENT = 'htcondor';
const SCOPE = 'openid offline_access';

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'factory',
      client_secret: 'a-secret-of-the-live-test',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'compute.read',
    },
    {
      client_id: CLIENT,
      client_secret: 'a-secret-of-the-live-test',
      redirect_uris: ['http://127.0.0.1/return'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  rotateRefreshToken: true,
  scopes: ['openid', 'offline_access', 'compute.read'],
  features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
  ttl: { AccessToken: lifetime, ClientCredentials: lifetime, Grant: 3600, RefreshToken: 3600, IdToken: 3600 },
});

const grants = new Map();

async function login(user) {
  const grant = new provider.Grant({ accountId: user, clientId: CLIENT });
  grant.addOIDCScope(SCOPE);
  const grantId = await grant.save();
  grants.set(user, [...(grants.get(user) ?? []), grantId]);
  const token = new provider.RefreshToken({
    accountId: user,
    client: await provider.Client.find(CLIENT),
    grantId,
    gty: 'authorization_code',
    scope: SCOPE,
    rotations: 0,
    iiat: Math.floor(Date.now() / 1000),
  });
  return token.save();
}

async function logout(user) {
  for (const grantId of grants.get(user) ?? []) {
    await provider.RefreshToken.revokeByGrantId(grantId);
    await provider.Grant.adapter.destroy(grantId);
  }
}

provider.use(async (ctx, next) => {
  const [, what, user] = ctx.path.split('/');
  if (what === 'login') {
    ctx.body = await login(user);
  } else if (what === 'logout') {
    await logout(user);
    ctx.body = 'gone';
  } else if (what === 'hang') {
    await new Promise(() => {});
  } else {
    await next();
  }
});

provider.listen(port, '127.0.0.1', () => console.log('listening'));
