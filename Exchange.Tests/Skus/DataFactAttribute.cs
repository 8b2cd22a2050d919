using Exchange.Benchmarks.Traces.Sources;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>A fact about a file of the public data sets; skipped, with the reason, where the file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string dataSet, string file)
    {
        DataSet = dataSet;
        File = file;
        if (DataFolder.Find()?.Holds(dataSet, file) != true) Skip = $"The data set {dataSet}/{file} is not on this machine.";
    }

    public string DataSet { get; }

    public string File { get; }
}
