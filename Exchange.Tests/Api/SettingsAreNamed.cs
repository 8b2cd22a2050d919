using System.Reflection;
using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Whoever opens the settings file sees every limit that there is, and none that does nothing.</summary>
public sealed class SettingsAreNamed
{
    [Fact]
    public void The_file_names_each_of_them_and_no_other()
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "exchange.json")))!;
        Assert.Equal([ApiSettings.Section], file.AsObject().Select(section => section.Key));
        Assert.Equal(Named(typeof(ApiSettings), ""), Named(file[ApiSettings.Section]!.AsObject(), ""));
    }

    [Fact]
    public void What_it_says_is_what_holds_without_it() => Assert.Equal(new ApiSettings(), SettingsFile.Read());

    private static IEnumerable<string> Named(Type settings, string path) => settings.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(setting => setting.PropertyType.IsClass ? Named(setting.PropertyType, path + setting.Name + ".") : [path + setting.Name]).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Named(JsonObject settings, string path) => settings
        .SelectMany(setting => setting.Value is JsonObject inner ? Named(inner, path + setting.Key + ".") : [path + setting.Key]).Order(StringComparer.Ordinal);
}
