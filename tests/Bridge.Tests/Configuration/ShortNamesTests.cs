namespace Bridge.Configuration;

public class ShortNamesTests
{
    [TestCase("META_APP_SECRET", "one", "Meta:AppSecrets:0=one")]
    [TestCase("META_APP_SECRET", "new, previous", "Meta:AppSecrets:0=new Meta:AppSecrets:1=previous")]
    [TestCase("META_APP_SECRET", "", "Meta:AppSecrets:0=")]
    [TestCase("WEBHOOK_VERIFY_TOKEN", "a,b", "Meta:VerifyTokens:0=a Meta:VerifyTokens:1=b")]
    [TestCase("COLLECTOR_URL", "https://collector.example/?a,b", "Collector:Url=https://collector.example/?a,b")]
    [TestCase("COLLECTOR_WRITE_KEY", "key,with,commas", "Collector:WriteKey=key,with,commas")]
    [TestCase("BROKER_URL", "amqp://localhost", "Broker:Url=amqp://localhost")]
    [TestCase("STORE", "/data/bridge.db", "Store:ConnectionString=/data/bridge.db")]
    [TestCase("ASPNETCORE_URLS", "http://+:80", "Urls=http://+:80")]
    [TestCase("SOMETHING_ELSE", "x", "")]
    public void A_short_variable_sets_the_key_it_stands_for(string variable, string value, string expected)
    {
        var settings = ShortNames.ReadAll(name => name == variable ? value : null);

        Assert.That(string.Join(' ', settings.Select(setting => $"{setting.Key}={setting.Value}")), Is.EqualTo(expected));
    }

    [TestCase("Meta:AppSecrets", "META_APP_SECRET")]
    [TestCase("urls", "ASPNETCORE_URLS")]
    [TestCase("Delivery:MaxAge", "Delivery__MaxAge")]
    [TestCase("Sources:106540352242922:Url", "Sources__106540352242922__Url")]
    public void Every_key_has_an_environment_variable(string key, string expected)
    {
        var variable = ShortNames.EnvironmentVariable(key);

        Assert.That(variable, Is.EqualTo(expected));
    }
}
