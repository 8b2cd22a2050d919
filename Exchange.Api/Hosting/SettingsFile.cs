namespace Exchange.Api.Hosting;

/// <summary>Reads the limits from <c>exchange.json</c> beside the program, and from variables such as <c>Api__MaxBatchOrders</c>.</summary>
public static class SettingsFile
{
    private const string Name = "exchange.json";

    /// <summary>The limits; the defaults where the file says nothing.</summary>
    public static ApiSettings Read()
    {
        IConfigurationRoot file = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, Name), optional: true)
            .AddEnvironmentVariables()
            .Build();
        return file.GetSection(ApiSettings.Section).Get<ApiSettings>() ?? new ApiSettings();
    }
}
