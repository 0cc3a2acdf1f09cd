using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Ops.Access;

namespace Bridge.Ops;

/// <summary>A browser without a screen: it keeps cookies, and posts the forms it was shown.</summary>
internal sealed partial class Visitor(Uri address) : IDisposable
{
    private const string SignIn = "/ops/sign-in";
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private HttpClient? _client;

    public CookieCollection Cookies => _handler.CookieContainer.GetCookies(new Uri(address, "/ops/"));

    private HttpClient Client => _client ??= new HttpClient(_handler) { BaseAddress = address };

    public Task<Answer> SignInAsync(string key, string goal = "") => PostFromAsync(SignIn, SignIn, ("key", key), ("to", goal));

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Posts with the token of a page that has one: the audit for whoever signed in, else the sign-in page.</summary>
    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostFromAsync(Cookies.Any(cookie => cookie.Name == "bridge-ops") ? "/ops/audit" : SignIn, path, fields);

    /// <summary>Posts as another site would make it: without the token.</summary>
    public Task<Answer> ForgeAsync(string path) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) });

    /// <summary>Asks for a page with the cookies, or something of the API with the key of a role.</summary>
    public Task<Answer> AskAsync(string address, OpsRole role)
    {
        var isPlan = address.EndsWith("/plans", StringComparison.Ordinal);
        var request = new HttpRequestMessage(isPlan ? HttpMethod.Post : HttpMethod.Get, address);
        request.Content = isPlan ? new StringContent("""{"text":"254712"}""", Encoding.UTF8, "application/json") : null;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OpsRig.KeyOf(role));
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await Client.SendAsync(request))
        {
            return new Answer(
                answer.StatusCode,
                await answer.Content.ReadAsStringAsync(),
                answer.Headers.Location?.OriginalString ?? "",
                answer
                    .Headers.Concat(answer.Content.Headers)
                    .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase)
            );
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _handler.Dispose();
    }

    private async Task<Answer> PostFromAsync(string page, string path, params (string Name, string Value)[] fields)
    {
        var token = Token().Match((await GetAsync(page)).Text).Groups["value"].Value;
        var form = fields
            .Prepend(("__RequestVerificationToken", token))
            .Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2));
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) });
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}

internal sealed record Answer(HttpStatusCode Status, string Text, string Location, IReadOnlyDictionary<string, string> Headers);
